const list = document.querySelector('#messages');
const state = document.querySelector('#state');
const template = document.querySelector('#message');
const time = new Intl.DateTimeFormat('ru', { timeStyle: 'medium' });

function draw({ phone, text, code, at }) {
  const item = template.content.cloneNode(true).firstElementChild;
  item.querySelector('.phone').textContent = `+${phone}`;
  item.querySelector('time').textContent = time.format(new Date(at));
  item.querySelector('.code').textContent = code;
  item.querySelector('.text').textContent = text;
  const button = item.querySelector('button');
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(code);
    button.textContent = 'Скопировано';
  });
  return item;
}

const events = new EventSource('/demo/sms/events');
events.addEventListener('open', () => {
  // The server tells everything anew at each connection.
  list.replaceChildren();
  state.textContent = 'Пока пусто.';
});
events.addEventListener('message', ({ data }) => {
  state.textContent = '';
  list.prepend(draw(JSON.parse(data)));
});
events.addEventListener('error', () => {
  state.textContent = 'Нет связи с показом. Он запущен?';
});
