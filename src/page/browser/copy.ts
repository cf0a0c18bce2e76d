import { byId, say } from './dom.ts';

/** Buttons that copy what a part of the page shows. Away where the browser gives pages no clipboard: without HTTPS. */
export function startCopying(): void {
  const copied = byId('copied', HTMLElement);
  for (const button of document.querySelectorAll<HTMLButtonElement>('button.copy')) {
    const source = byId(button.dataset.of ?? '', HTMLElement);
    button.hidden = navigator.clipboard === undefined;
    button.addEventListener('click', async () => {
      say(copied, '');
      const isDone = await navigator.clipboard.writeText(source.textContent ?? '').then(
        () => true,
        () => false,
      );
      say(copied, isDone ? 'Copied.' : 'The browser did not allow it: select the text and copy it.');
    });
  }
}
