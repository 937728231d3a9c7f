// A short sound needs no file: the browser makes it, once somebody has touched the page.

const NOTES = [[659, 0], [880, .11]];  // hertz, seconds
const LASTS = .32;  // seconds
const LOUD = .12;

let context = null;

function strike(hertz, at) {
  const [tone, volume] = [context.createOscillator(), context.createGain()];
  tone.type = 'sine';
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(LOUD, at + .015);
  volume.gain.exponentialRampToValueAtTime(.0001, at + LASTS);
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(at + LASTS);
}

export function play() {  // says whether it could be heard: a page that was never touched makes no sound
  if (!navigator.userActivation?.hasBeenActive || !window.AudioContext) return false;
  context ??= new AudioContext();
  context.resume();
  for (const [hertz, at] of NOTES) strike(hertz, context.currentTime + at);
  return true;
}
