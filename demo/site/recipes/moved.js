document.querySelector('#move').addEventListener('click', () => {
  const chat = document.querySelector('sferum-chat');
  const place = chat.parentElement.id === 'first' ? 'second' : 'first';
  document.getElementById(place).append(chat);
});
