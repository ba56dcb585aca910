// What can be taken back, in the order in which it was done: pins, and answers that were
// given at once. One key takes back the newest; each kind has a button for its own.

const done = [];
let underWay = Promise.resolve();

/** `step.undo()` says whether it is taken back; until then it stays. */
export function remember(step) {
  done.push(step);
  return step;
}

/** What is taken back while this is on its way is this, once it is done. */
export function awaited(act) {
  const over = act();
  underWay = over.catch(() => {});
  return over;
}

export function newest(isMeant = () => true) {
  return done.findLast(isMeant);
}

export function forget(isMeant) {
  for (const step of done.filter(isMeant)) done.splice(done.indexOf(step), 1);
}

/**
 * The newest step, or the newest of those that are meant; false where there is none.
 * Asked for twice, it takes back two steps, one after the other.
 */
export function takeBack(isMeant) {
  const before = underWay;
  return awaited(async () => {
    await before;
    return undoNewest(isMeant);
  });
}

async function undoNewest(isMeant) {
  const step = newest(isMeant);
  if (!step) return false;
  if (await step.undo()) forget((each) => each === step);
  return true;
}
