// Requests to which no answer came: the server may have taken them all the same. What it
// then says was saved meanwhile is this page's own, and nobody is asked to choose.

import { differences } from "./checklist_dialogs.js";
import { same } from "./checklist_lines.js";

export class Lost {
  constructor(page) {
    this.page = page;
    this.requests = [];
  }

  note(sent, status) {
    if (status === 200) this.requests = [];
    else if (status === -1 || status >= 500) this.requests.push(sent);
  }

  /** Whether what stands there now is what one of them asked for, and nothing else. */
  explains(theirs) {
    return this.requests.some((each) => each.version + 1 === theirs.version && this.isTaken(each, theirs));
  }

  isTaken({ answers, comment, close = [] }, theirs) {
    const { closing, comment: field, lines, saver } = this.page;
    const closed = closing.sections.filter((each) => close.includes(each.dataset.section)).flatMap((each) => closing.openIn(each));
    const isAll =
      Object.entries(answers).every(([code, raw]) => same(raw, theirs.answers[code] ?? null)) &&
      (comment === undefined || comment === theirs.comment) &&
      closed.every((line) => theirs.answers[line.code]);
    const expected = new Set([...saver.unsaved, ...saver.refused.keys(), ...closed.map((line) => line.code)]);
    const isSomething = closed.length || comment !== undefined || Object.keys(answers).length;
    return isSomething && isAll && differences(lines, theirs, saver.unsaved, field).every(({ key }) => expected.has(key));
  }
}
