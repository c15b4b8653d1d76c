import { resumeTest } from "../resume.js";

resumeTest("1 GiB, the tab closed half-way: it goes on in another tab, in bounded memory", 1024);
