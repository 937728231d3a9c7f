// What handlers in the shell call besides, under the same name: they are evaluated in the browser, as all handlers are.
import '../conversation/thread_address.js';  // before: it hears first that one has gone back
import '../elements/double_press.js';  // before: a key that it takes means nothing
import '../uploads/attaching.js';
import './frame.js';
import '../messages/message_keys.js';  // before: a key that acts on a message means nothing else
import './keyboard.js';
import '../messages/system_line_folds.js';
import '../editing/edit_acts.js';
import '../elements/list_focus.js';
import './last_room.js';
import '../messages/long_texts.js';
import '../messages/message_copy.js';
import '../messages/message_pin.js';
import '../messages/person.js';
import '../messages/own_links.js';
import '../messages/pictures.js';
import '../search/query_completion.js';
import '../messages/excerpts.js';
import '../messages/saved.js';
import '../search/search_key.js';
import '../search/searches.js';
import '../notifications/push.js';
import '../installed/sharing.js';
import './sign_out.js';
import '../search/switcher.js';
import '../composer/topics.js';
import './viewport.js';
import './view_change.js';
import * as activity from './page_visibility.js';
import * as appearance from './appearance.js';
import * as blocks from '../messages/blocks.js';
import * as clipboard from '../elements/clipboard.js';
import * as commands from '../completion/command_completion.js';
import * as composer from '../composer/composer.js';
import * as drafts from '../drafts/drafts.js';
import * as emojiForm from '../emoji/emoji_form.js';
import * as editing from '../editing/editing.js';
import * as edits from '../editing/edits.js';
import * as draftEvents from '../drafts/draft_events.js';
import * as draftSync from '../drafts/draft_sync.js';
import * as elements from '../elements/elements.js';
import * as installing from '../installed/installing.js';
import * as jumpDate from '../conversation/jump_date.js';
import * as layers from './layers.js';
import * as linkTitles from '../messages/link_titles.js';
import * as lists from '../elements/lists.js';
import * as notifications from '../notifications/notifications.js';
import * as names from '../completion/name_completion.js';
import * as sendQueue from '../composer/send_queue.js';
import * as parts from './parts.js';
import * as picker from '../elements/picker.js';
import * as picture from '../uploads/picture.js';
import * as preview from '../composer/preview.js';
import * as reactions from '../messages/reactions.js';
import * as rows from './rows.js';
import * as folds from './section_folds.js';
import * as sendLater from '../composer/send_later.js';
import * as sendWaits from '../composer/send_waits.js';
import * as sidebar from './sidebar.js';
import * as status from '../elements/status.js';
import * as table from '../elements/table.js';
import * as threads from '../conversation/threads.js';
import * as toasts from './toasts.js';
import * as typing from '../composer/typing.js';
import * as unread from '../conversation/unread.js';
import * as unreadFilter from './unread_filter.js';
import * as readers from '../conversation/reading_place.js';

Object.assign(window.chatapp, {
  activity, appearance, blocks, clipboard, commands, composer, draftEvents, draftSync, drafts, editing, edits, elements, emojiForm, folds,
  installing, jumpDate, layers, linkTitles, lists, names, notifications, parts, picker, picture, preview, reactions, readers,
  rows, sendLater, sendQueue, sendWaits, sidebar, status, table, threads, toasts, typing, unread, unreadFilter,
});
