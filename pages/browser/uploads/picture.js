// A file is sent by the browser, which alone knows how much of it has gone; over the page's connection it would be slow.

const UNREACHABLE = "Can't reach Chatapp. Try again in a moment.";

function answerOf(request) {
  try {
    return JSON.parse(request.response);
  } catch {
    return {detail: UNREACHABLE};  // a proxy's own page
  }
}

export function upload({target}, emit) {
  const file = target.files[0];
  if (!file) return;
  const bar = target.closest('.picture').querySelector('progress');
  const done = (answer) => {
    bar.hidden = true;
    target.value = '';
    emit(answer);
  };
  if (file.size > Number(target.dataset.limit)) {
    done({detail: target.dataset.tooLarge});
    return;
  }
  const request = new XMLHttpRequest();
  request.upload.addEventListener('progress', ({lengthComputable, loaded, total}) => {
    if (lengthComputable) bar.value = loaded / total;
  });
  request.addEventListener('load', () => done(answerOf(request)));
  request.addEventListener('error', () => done({detail: UNREACHABLE}));
  request.open('POST', target.dataset.address);
  bar.value = 0;
  bar.hidden = false;
  request.send(file);
}
