// Which word of a query is being typed, and what could stand there. No page is needed.

const PAUSES = /[\s()（）|｜]/;
const COMMAS = /[,，、]/;

/** The word around the cursor up to it: where it begins, its keyword, its value. */
export function wordAt(text, cursor) {
  let start = cursor;
  while (start > 0 && !PAUSES.test(text[start - 1])) start -= 1;
  if (/[-－]/.test(text[start] ?? "") && start < cursor) start += 1;
  const word = text.slice(start, cursor);
  const colon = word.search(/[:：]/);
  if (colon < 0) return { start, keyword: null, value: word };
  let from = colon + 1;
  for (let at = from; at < word.length; at += 1) if (COMMAS.test(word[at])) from = at + 1;
  return { start: start + from, keyword: word.slice(0, colon), value: word.slice(from) };
}

/** What could be meant: keywords by any of their names, or the values of one. */
export function suggested(at, words) {
  const typed = plain(at.value);
  if (at.keyword === null) return typed ? keywords(typed, words) : [];
  const name = plain(at.keyword).replace(/^非/, "");
  const known = words.find((each) => each.names.includes(name));
  return (known?.values ?? [])
    .filter(({ word }) => plain(word).includes(typed) && plain(word) !== typed)
    .map(({ word, finds }) => ({ text: word, shown: word, finds, goesOn: false }));
}

function keywords(typed, words) {
  const starting = (each) => each.names.some((name) => name.startsWith(typed));
  const holding = (each) => !starting(each) && each.names.some((name) => name.includes(typed));
  return [...words.filter(starting), ...words.filter(holding)].map((each) => ({
    text: `${each.word}:`,
    shown: each.word,
    finds: each.finds,
    goesOn: true,
  }));
}

/** The text with the choice instead of the word at the cursor, and the cursor after it. */
export function completed(text, cursor, choice) {
  const before = text.slice(0, wordAt(text, cursor).start) + choice.text;
  const gap = choice.goesOn || text[cursor] === " " ? "" : " ";
  return [before + gap + text.slice(cursor), before.length + (choice.goesOn ? 0 : 1)];
}

function plain(text) {
  return text.normalize("NFKC").toLowerCase();
}
