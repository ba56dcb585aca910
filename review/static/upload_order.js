// The order in which people count names of files: 2 before 10, 第二册 before 第十册. The
// server counts the same for a ZIP or a folder of many cases (review/domain/name_order.py).

const DIGITS = new Map(["零一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖"].flatMap((row) => [...row].map((each, n) => [each, n])));
for (const [figure, n] of [["〇", 0], ["○", 0], ["两", 2]]) DIGITS.set(figure, n);
const TENS = new Map(Object.entries({ 十: 10, 拾: 10, 廿: 20, 卅: 30, 百: 100, 佰: 100, 千: 1000 }));
// They count only where no other letter stands behind: 上册, 卷乙, （下）, 材料上.
const RANKS = new Map(["上中下", "甲乙丙丁戊己庚辛壬癸"].flatMap((row) => [...row].map((each, n) => [each, n + 1])));
const VOLUME = "册卷部本集编辑";
const PART = new RegExp(`[0-9０-９]+|[${[...DIGITS.keys(), ...TENS.keys()].join("")}]+|[${[...RANKS.keys()].join("")}]`, "gu");
// What stands behind the name of a file is none of it: 扫描.jpg comes before 扫描 (2).jpg.
const ENDING = /\.[A-Za-z][\p{L}\p{N}_]{0,4}$/u;
const words = new Intl.Collator("zh", { numeric: true });

/** Sorted by what `pathOf` gives for each, folder by folder. */
export function inOrder(all, pathOf) {
  const keys = new Map(all.map((each) => [each, pathOf(each).replace(ENDING, "").split("/").map(parts)]));
  return [...all].sort(
    (one, other) => compareAll(keys.get(one), keys.get(other), compareNames) || words.compare(pathOf(one), pathOf(other)),
  );
}

const compareNames = (one, other) => compareAll(one, other, compareParts);

function compareAll(one, other, compare) {
  for (let n = 0; n < Math.min(one.length, other.length); n += 1) {
    const found = compare(one[n], other[n]);
    if (found) return found;
  }
  return one.length - other.length;
}

/** A word comes before a number. */
function compareParts(one, other) {
  if (typeof one !== typeof other) return typeof one === "string" ? -1 : 1;
  return typeof one === "string" ? words.compare(one, other) : Math.sign(one - other);
}

/** Words and numbers in turn. */
function parts(name) {
  const text = name.replace(/\s+/gu, "");
  const found = [];
  let place = 0;
  for (const each of text.matchAll(PART)) {
    if (RANKS.has(each[0]) && !isCounted(text[each.index + 1] ?? "")) continue;
    if (each.index > place) found.push(text.slice(place, each.index));
    found.push(number(each[0]));
    place = each.index + each[0].length;
  }
  if (place < text.length) found.push(text.slice(place));
  return found;
}

/** Whether what stands behind 上 or 甲 makes a number of it. */
const isCounted = (behind) => VOLUME.includes(behind) || !/[\p{L}\p{Nl}\p{No}]/u.test(behind);

function number(figures) {
  if (RANKS.has(figures)) return RANKS.get(figures);
  const isChinese = DIGITS.has(figures[0]) || TENS.has(figures[0]);
  return isChinese ? chineseNumber([...figures]) : Number(figures.normalize("NFKC"));
}

/** 一百二十三 and 一二三 alike. */
function chineseNumber(figures) {
  if (!figures.some((each) => TENS.has(each))) return Number(figures.map((each) => DIGITS.get(each)).join(""));
  let total = 0;
  let digit = 0;
  for (const each of figures) {
    if (TENS.has(each)) total += Math.max(digit, 1) * TENS.get(each);
    digit = DIGITS.get(each) ?? 0;
  }
  return total + digit;
}
