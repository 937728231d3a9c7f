// Runs in the head, and again as soon as there is a body: a module would come after the first paint, in the wrong colours.
{
  const [theme, density, clock] = document.querySelector('meta[name=appearance]').content.split(' ');
  const isSystemDark = window.matchMedia('(prefers-color-scheme: dark)').matches;
  for (const shown of [document.documentElement, document.body]) Object.assign(shown?.dataset ?? {}, {theme, density, clock});
  document.body?.classList.toggle('body--dark', theme === 'system' ? isSystemDark : theme === 'dark');
}
