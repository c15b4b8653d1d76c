/**
 * Clients that nobody here wrote, unchanged, against the running stack. One
 * file, since the table at the end is of all.
 */
import "./uppy.js";
import "./forms.js";
import "./native.js";
import "./terminal.js";
import "./readme.js";
