import { toAppError } from '../../../core/errors.ts';
import type { EditorStrings } from '../../../locales/ru/articles/editor.ts';
import type { ArticleEditingStore } from '../article-editing-store.ts';
import { prepareFile } from '../article-picture.ts';
import type { ArticleEmbed } from '../quill/embed-element.ts';
import type { RichText } from '../quill/rich-text.ts';

export interface FileChoiceHost {
  readonly store: ArticleEditingStore;
  readonly text: RichText | null;
  readonly strings: EditorStrings;
  /** The field by which files of the device are chosen. */
  readonly chooser: HTMLInputElement;
  readonly embeds: Iterable<ArticleEmbed>;
  /** Why a file was not taken; empty takes away what was said before. */
  say(problem: string): void;
  /** Asks what a picture shows. */
  describe(embed: ArticleEmbed): void;
}

/** What is chosen from the device, pasted or dropped: uploaded, and put where one is in the text. */
export class FileChoice {
  readonly #host: () => FileChoiceHost;
  /** What is being chosen: for what. */
  #choosing: 'picture' | 'video' | 'file' = 'file';

  constructor(host: () => FileChoiceHost) {
    this.#host = host;
  }

  choose(what: 'picture' | 'video' | 'file'): void {
    const { chooser } = this.#host();
    this.#choosing = what;
    chooser.accept = what === 'picture' ? 'image/*' : what === 'video' ? 'video/*' : '';
    chooser.click();
  }

  readonly chosen = (): void => {
    const { chooser } = this.#host();
    const files = [...(chooser.files ?? [])];
    chooser.value = '';
    void this.add(files);
  };

  async add(files: readonly File[]): Promise<void> {
    const host = this.#host();
    const { strings } = host;
    const onlyPictures = this.#choosing === 'picture';
    this.#choosing = 'file';
    host.say('');
    for (const file of files) {
      const prepared = await prepareFile(file);
      if (prepared.refused !== undefined) {
        host.say(`${prepared.name}: ${strings.uploadRefused[prepared.refused]}`);
        continue;
      }
      if (onlyPictures && prepared.file.kind !== 'picture') {
        host.say(`${file.name}: ${strings.notPicture}`);
        continue;
      }
      try {
        const { id, kind } = await host.store.addFile(prepared);
        const { text } = this.#host();
        if (kind === 'picture') text?.insert('picture', { file: id });
        else text?.insert(kind === 'video' ? 'video' : 'file', { file: id });
        if (kind === 'picture' && files.length === 1) this.#describe(id);
      } catch (thrown) {
        const { code, reason } = toAppError(thrown);
        const why =
          reason === 'quota' ? strings.problems.quota : code === 'denied' ? strings.uploadDenied : strings.uploadFailed;
        if (reason !== 'cancelled') host.say(`${file.name}: ${why}`);
      }
    }
  }

  /** Asks at once what a picture shows: later nobody remembers. */
  #describe(file: string): void {
    const host = this.#host();
    const embed = [...host.embeds].find(
      ({ isConnected, kind, value }) => isConnected && kind === 'picture' && (value as { file?: string }).file === file,
    );
    if (embed) host.describe(embed);
  }
}
