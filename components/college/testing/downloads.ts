/** Catches what is handed to the person instead of saving it. */
export function catchDownload(): { name: string; text: () => Promise<string> } {
  const caught = { name: '', text: async () => '' };
  const { createObjectURL } = URL;
  URL.createObjectURL = (blob: Blob) => {
    caught.text = () => blob.text();
    return 'blob:none';
  };
  const catching = (event: MouseEvent) => {
    if (!(event.target instanceof HTMLAnchorElement)) return;
    event.preventDefault();
    caught.name = event.target.download;
  };
  const { click } = HTMLAnchorElement.prototype;
  HTMLAnchorElement.prototype.click = function clicked(this: HTMLAnchorElement) {
    this.addEventListener('click', catching, { once: true });
    click.call(this);
    URL.createObjectURL = createObjectURL;
    HTMLAnchorElement.prototype.click = click;
  };
  return caught;
}
