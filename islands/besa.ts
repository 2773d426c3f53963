// Comforts on top of pages that work without any script: nothing here is needed for a task.
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import "./key.ts";

document.body.classList.add("js-enabled", "govuk-frontend-supported");

for (const summary of document.querySelectorAll('[data-module="govuk-error-summary"]')) {
  new ErrorSummary(summary);
}

// Shift three times within two seconds presses the hide button: hands stay on the keyboard.
const hide = document.querySelector<HTMLFormElement>('form[data-island="hide"]');
let presses: number[] = [];
document.addEventListener("keyup", (event) => {
  if (event.key !== "Shift") {
    presses = [];
    return;
  }
  presses = [...presses.filter((at) => event.timeStamp - at < 2000), event.timeStamp];
  if (presses.length === 3) {
    hide?.requestSubmit();
  }
});

// The line of connection speaks only where a script can keep it true.
for (const line of document.querySelectorAll<HTMLElement>('[data-island="connection"]')) {
  const say = () => {
    line.hidden = false;
    line.classList.toggle("is-off", !navigator.onLine);
    line.textContent = (navigator.onLine ? line.dataset.on : line.dataset.off) ?? "";
  };
  say();
  addEventListener("online", say);
  addEventListener("offline", say);
}
