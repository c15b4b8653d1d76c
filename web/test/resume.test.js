import { resumeTest } from "./resume.js";

resumeTest("200 MiB, the tab closed half-way: it goes on in another tab, in bounded memory", 200);
