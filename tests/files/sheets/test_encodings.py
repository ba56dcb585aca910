"""CSV files are read as what they are, or asked about; never as other characters."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.files.sheets.encodings import EncodingUnclear, decoded

TEXT = "案号,承办人\n（2024）青法援字第1号,张三\n2号,李四律师\n"
RARE = "龴龵龶龷龸龹龺龻𠂇𠂉𠃌𡗗𢦏𤇾ḿ𠮷㛃䶮\u9fff\U00030000"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("gbk"), "gb18030"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (b"a,b\n1,2\n", "utf-8"),
    ],
)
def test_sound_files_are_told_apart(data: bytes, encoding: str) -> None:
    text, found = decoded(data)

    assert found == encoding
    assert text in (TEXT, "a,b\n1,2\n")


@pytest.mark.parametrize("words", ["张三", "李四律师", "法律援助"])
def test_utf8_that_is_sound_gb18030_too_stays_utf8(words: str) -> None:
    assert words.encode().decode("gb18030", "strict") != words

    assert decoded(words.encode()) == (words, "utf-8")


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe\xfd",
        TEXT.encode("utf-16-le"),
        codecs.BOM_UTF8 + TEXT.encode("gb18030"),
        b"name\n\x80\xff\n",
        "阿卜杜·热合曼\n".replace("阿卜杜", "A").replace("热合曼", "B").encode(),
        "联通".encode("gb18030") + b"\xff",
    ],
)
def test_unclear_files_are_asked_about(data: bytes) -> None:
    with pytest.raises(EncodingUnclear):
        decoded(data)


def test_mixed_files_are_asked_about_with_the_line() -> None:
    data = "案号,承办人\n".encode("gb18030") + "1号,张三丰\n".encode()

    with pytest.raises(EncodingUnclear) as asked:
        decoded(data)

    assert asked.value.sentence == EncodingUnclear.mixed
    assert asked.value.values == {"line": 2}


def test_utf8_with_one_broken_character_is_not_read_as_gb18030() -> None:
    broken = TEXT.encode().replace("李".encode(), "李".encode()[:2])
    assert broken.decode("gb18030", "replace")

    with pytest.raises(EncodingUnclear):
        decoded(broken)


def test_a_person_may_say_how_the_file_was_saved() -> None:
    assert decoded("A·B\n".encode(), "utf-8") == ("A·B\n", "utf-8")
    assert decoded("法律".encode("big5"), "big5") == ("法律", "big5")
    assert decoded(TEXT.encode("utf-16"), "UTF-16") == (TEXT, "utf-16")


@pytest.mark.parametrize(
    ("encoding", "sentence"),
    [
        ("utf-8", EncodingUnclear.wrong),
        ("utf-16", EncodingUnclear.wrong),
        ("latin-1", EncodingUnclear.unknown),
        ("no such", EncodingUnclear.unknown),
    ],
)
def test_what_a_person_says_is_checked(encoding: str, sentence: str) -> None:
    with pytest.raises(EncodingUnclear) as refused:
        decoded("案号,张三".encode("gb18030"), encoding)

    assert refused.value.sentence == sentence


@pytest.mark.parametrize(
    ("data", "character"),
    [
        (b"\xfe\x59", "\u9fb4"),
        (b"\xfe\x61", "\u9fb5"),
        (b"\xfe\x66", "\u9fb6"),
        (b"\xfe\x67", "\u9fb7"),
        (b"\xfe\x6d", "\u9fb8"),
        (b"\xfe\x7e", "\u9fb9"),
        (b"\xfe\x90", "\u9fba"),
        (b"\xfe\xa0", "\u9fbb"),
        (b"\xa6\xd9", "\ufe10"),
        (b"\xa6\xda", "\ufe12"),
        (b"\xa6\xdb", "\ufe11"),
        (b"\xa6\xec", "\ufe17"),
        (b"\xa6\xf3", "\ufe19"),
        (b"\xfe\x51", "\U00020087"),
        (b"\xfe\x91", "\U000241fe"),
        (b"\xa8\xbc", "\u1e3f"),
        (b"\x82\x35\x90\x37", "\u9fb4"),
    ],
)
def test_gb18030_gives_the_characters_of_2022(data: bytes, character: str) -> None:
    assert decoded(b"\xd5\xc5" + data) == (f"张{character}", "gb18030")


HAN = st.text(
    st.one_of(
        st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF),
        st.characters(min_codepoint=0x20000, max_codepoint=0x323AF),
        st.sampled_from(RARE),
    ),
    min_size=1,
    max_size=6,
)


@given(st.lists(HAN, min_size=1, max_size=5))
def test_no_text_comes_back_as_another(names: list[str]) -> None:
    """Either the very same characters, or a question."""
    text = "案号,承办人\n" + "".join(f"1号,{name}\n" for name in names)
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        try:
            assert decoded(text.encode(encoding))[0] == text
        except EncodingUnclear:
            assert encoding == "gb18030"
            assert decoded(text.encode(encoding), "gb18030")[0] == text
