// For trying the components in the dark: ?theme=dark stays for the tab, ?theme=light ends it.
const asked = new URLSearchParams(location.search).get('theme');
if (asked) sessionStorage.setItem('theme', asked);
if (sessionStorage.getItem('theme') === 'dark') document.documentElement.classList.add('dark');
