// What the system shows of an alert, the same from a page and from a push, which comes when there is none.

const ACTIONS = [
  {action: 'reply', type: 'text', title: 'Reply', placeholder: 'Reply'},
  {action: 'read', title: 'Mark as read'},
];

export function optionsOf(alert, {icon, read, reply}) {  // icon and addresses, with their prefix
  const {alert_id: id, room_uuid: room = null, number = null, path, text, kind, account} = alert;
  return {
    body: text, tag: room ?? 'summary', icon, timestamp: Date.now(),
    data: {id, room, number, path, kind, account, read, reply},
    actions: room && number ? ACTIONS.slice(0, self.Notification?.maxActions ?? 2) : [],
  };
}
