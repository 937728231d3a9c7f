// What every page's handlers call, under one name: a handler that Python puts on an element is evaluated in the browser.
import * as acknowledging from './acknowledging.js';
import * as forms from '../elements/forms.js';
import * as joinedRows from './joined_rows.js';
import * as lateQuasar from './late_quasar.js';
import * as layout from './layout.js';
import '../elements/local_time.js';
import * as packedFrames from './packed_frames.js';
import * as passwords from '../elements/passwords.js';
import * as skeleton from './skeleton.js';
import '../elements/time_ago.js';

window.chatapp = {acknowledging, forms, joinedRows, lateQuasar, layout, packedFrames, passwords, skeleton};
