// What every page's handlers call, under one name: a handler that Python puts on an element is evaluated in the browser.
import * as acknowledging from './acknowledging.js';
import * as forms from './forms.js';
import * as lateQuasar from './late_quasar.js';
import * as layout from './layout.js';
import './local_time.js';
import * as passwords from './passwords.js';
import './skeleton.js';
import './time_ago.js';

window.chatapp = {acknowledging, forms, lateQuasar, layout, passwords};
