import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { type NotifyDialogStrings, notifyDialogTexts } from '../../locales/ru/chat/notify-dialog.ts';
import { choiceStyles, tickBox } from '../../ui/choice.ts';
import { closeDialog } from '../../ui/dialog.ts';
import '../../ui/dialog.ts';
import { notice, noticeStyles } from '../../ui/notice.ts';
import { type NotifyChoice, notifyPermission, readNotifyChoice, writeNotifyChoice } from './notify-choice.ts';

/**
 * The dialog in which a person turns notifications of this device on and off. The browser is asked for its permission
 * by the click on the button, and never before. Fires `closed`.
 *
 *     html`<sferum-notify-dialog .person=${me} @closed=${() => { this.notifying = false; }}></sferum-notify-dialog>`
 */
export class NotifyDialog extends SferumElement<{ words: NotifyDialogStrings }> {
  static override styles = [
    base,
    choiceStyles,
    noticeStyles,
    css`
      .body {
        display: grid;
        gap: 16px;
      }
    `,
  ];
  protected readonly texts = { words: notifyDialogTexts };

  /** Whose choice it is. */
  @property({ attribute: false }) person = '';
  /** The browser has notifications, and does not show them on a page: many on telephones. */
  @state() private isUnsupported = false;

  async #turnOn(): Promise<void> {
    if ((await Notification.requestPermission()) === 'granted') {
      try {
        new Notification(this.strings.words.works, { tag: 'sferum:works' });
        writeNotifyChoice(this.person, 'full');
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        this.isUnsupported = true;
      }
    }
    this.requestUpdate();
  }

  #choose(choice: NotifyChoice): void {
    writeNotifyChoice(this.person, choice);
    this.requestUpdate();
  }

  override render() {
    const { words } = this.strings;
    const permission = this.isUnsupported ? 'unsupported' : notifyPermission();
    const choice = permission === 'granted' ? readNotifyChoice(this.person) : 'off';
    return html`<sferum-dialog heading=${words.title} @closed=${() => this.dispatchEvent(new Event('closed'))}>
      <div class="body">
        <p>${words.about}</p>
        ${permission === 'denied' ? notice('alert', words.denied, 'warning') : nothing}
        ${permission === 'unsupported' ? notice('alert', words.unsupported, 'warning') : nothing}
        ${choice === 'off' ? nothing : this.#details(choice)}
      </div>
      ${permission === 'default' || permission === 'granted' ? this.#switch(choice) : nothing}
    </sferum-dialog>`;
  }

  #details(choice: NotifyChoice): TemplateResult {
    const { words } = this.strings;
    return html`<p role="status">${words.isOn}</p>
      ${tickBox({
        title: words.full,
        text: words.fullText,
        checked: choice === 'full',
        change: (isFull) => this.#choose(isFull ? 'full' : 'plain'),
      })}`;
  }

  #switch(choice: NotifyChoice): TemplateResult {
    const { common, words } = this.strings;
    return html`<button slot="actions" class="button ghost" type="button" @click=${closeDialog}>${common.close}</button>
      ${
        choice === 'off'
          ? html`<button slot="actions" class="button primary" type="button" @click=${this.#turnOn}>${words.turnOn}</button>`
          : html`<button slot="actions" class="button" type="button" @click=${() => this.#choose('off')}>
              ${words.turnOff}
            </button>`
      }`;
  }
}
define('sferum-notify-dialog', NotifyDialog);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-notify-dialog': NotifyDialog;
  }
}
