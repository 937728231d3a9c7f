// What the system shows outlives pages, messages and sign-ins: the server is asked which of it still concerns the person.

const PATIENCE = 3000;  // milliseconds

function isSummary({kind}) {
  return kind === 'summary';
}

async function ask(address, all) {  // which of them are over; nothing is where there is no answer
  const ids = all.filter((one) => !isSummary(one)).map(({id}) => id);
  const summaries = all.filter(isSummary).map(({id}) => id);
  const headers = {'Content-Type': 'application/json'};
  const signal = AbortSignal.timeout(PATIENCE);
  const answer = await fetch(address, {method: 'POST', headers, body: JSON.stringify({ids, summaries}), signal});
  if (answer.status === 401) return ids.concat(summaries);  // nobody is signed in here any more
  return answer.ok ? (await answer.json()).over : [];
}

export async function tidy(registration, address, coming = null) {  // says whether what is coming is over, too
  const shown = (await registration.getNotifications()).filter(({data}) => data?.id);
  const all = [...shown.map(({data}) => data), ...coming?.id ? [coming] : []];
  if (!all.length) return false;
  const over = new Set(await ask(address, all).catch(() => []));
  for (const one of shown) if (over.has(one.data.id)) one.close();
  return over.has(coming?.id);
}

export async function forget() {  // the next person at this computer must not see them, nor what is still on its way
  const registration = await navigator.serviceWorker?.getRegistration();
  for (const one of await registration?.getNotifications() ?? []) one.close();
  await navigator.clearAppBadge?.();
  await (await registration?.pushManager?.getSubscription())?.unsubscribe();
}
