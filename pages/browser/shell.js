// What handlers in the shell call besides, under the same name: they are evaluated in the browser, as all handlers are.
import './thread_address.js';  // before: it hears first that one has gone back
import './double_press.js';  // before: a key that it takes means nothing
import './attaching.js';
import './frame.js';
import './message_keys.js';  // before: a key that acts on a message means nothing else
import './keyboard.js';
import './system_line_folds.js';
import './edit_acts.js';
import './list_focus.js';
import './last_room.js';
import './long_texts.js';
import './message_copy.js';
import './message_pin.js';
import './person.js';
import './own_links.js';
import './pictures.js';
import './query_completion.js';
import './excerpts.js';
import './saved.js';
import './search_key.js';
import './searches.js';
import './push.js';
import './sharing.js';
import './sign_out.js';
import './switcher.js';
import './topics.js';
import './viewport.js';
import './view_change.js';
import * as activity from './activity.js';
import * as appearance from './appearance.js';
import * as blocks from './blocks.js';
import * as clipboard from './clipboard.js';
import * as commands from './command_completion.js';
import * as composer from './composer.js';
import * as drafts from './drafts.js';
import * as emojiForm from './emoji_form.js';
import * as editing from './editing.js';
import * as edits from './edits.js';
import * as draftEvents from './draft_events.js';
import * as draftSync from './draft_sync.js';
import * as elements from './elements.js';
import * as kept from './kept.js';
import * as installing from './installing.js';
import * as jumpDate from './jump_date.js';
import * as layers from './layers.js';
import * as linkTitles from './link_titles.js';
import * as lists from './lists.js';
import * as notifications from './notifications.js';
import * as names from './name_completion.js';
import * as outbox from './outbox.js';
import * as parts from './parts.js';
import * as picker from './picker.js';
import * as picture from './picture.js';
import * as preview from './preview.js';
import * as reactions from './reactions.js';
import * as rows from './rows.js';
import * as folds from './section_folds.js';
import * as sendLater from './send_later.js';
import * as sendWaits from './send_waits.js';
import * as sidebar from './sidebar.js';
import * as status from './status.js';
import * as table from './table.js';
import * as threads from './threads.js';
import * as toasts from './toasts.js';
import * as typing from './typing.js';
import * as unread from './unread.js';
import * as readers from './reading_place.js';

Object.assign(window.chatapp, {
  activity, appearance, blocks, clipboard, commands, composer, draftEvents, draftSync, drafts, editing, edits, elements, emojiForm, folds,
  installing, jumpDate, kept, layers, linkTitles, lists, names, notifications, outbox, parts, picker, picture, preview, reactions, readers,
  rows, sendLater, sendWaits, sidebar, status, table, threads, toasts, typing, unread,
});
