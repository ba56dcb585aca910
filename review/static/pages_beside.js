// Every page tells the other open ones of this browser that it is there, and nothing else:
// not whose it is, nor which. A sheet that is open then asks whose session it is now.

const CHANNEL = "case-review-pages";

const channel = new BroadcastChannel(CHANNEL);
channel.postMessage("opened");

export function onPageBeside(act) {
  channel.addEventListener("message", act);
}
