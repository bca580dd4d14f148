// «Войти как…»: asks the demo's server for a session and leaves it where the components look for theirs.
const panel = document.querySelector('.demo-panel');
const key = panel.dataset.sessionKey;
const who = panel.querySelector('.demo-panel-who');
const buttons = [...panel.querySelectorAll('[data-demo-as]')];

function kept() {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function show() {
  const phone = kept()?.user?.phone;
  const account = buttons.find((button) => button.dataset.phone === phone);
  for (const button of buttons) button.setAttribute('aria-pressed', String(button === account));
  who.textContent = account ? account.dataset.name : phone ? `+${phone}` : 'вы не вошли';
  panel.querySelector('[data-demo-out]').hidden = !phone;
}

async function signInAs(button) {
  const answer = await fetch(`/demo/session/${button.dataset.demoAs}`, { method: 'POST' });
  const body = await answer.json();
  if (!answer.ok) {
    who.textContent = body.message;
    return;
  }
  localStorage.setItem(key, JSON.stringify(body));
  location.reload();
}

for (const button of buttons) {
  button.addEventListener('click', () => {
    signInAs(button).catch(() => {
      who.textContent = 'Сервер показа не отвечает';
    });
  });
}
panel.querySelector('[data-demo-out]').addEventListener('click', () => {
  localStorage.removeItem(key);
  location.reload();
});
addEventListener('storage', (event) => {
  if (event.key === key || event.key === null) show();
});
show();
