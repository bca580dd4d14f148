document.querySelector('#insert').addEventListener('click', ({ currentTarget }) => {
  const chat = document.createElement('sferum-chat');
  chat.setAttribute('chat', currentTarget.dataset.chat);
  document.querySelector('#place').append(chat);
});
