/** Texts of the frame around every page. */
export const shell = {
  tagline: 'Fine-tune your own LLM without code',
  skip: 'Skip to main content',
  nav: {
    label: 'Main',
    dashboard: 'Dashboard',
    datasets: 'Datasets',
    models: 'Models',
    jobs: 'Training jobs',
    playground: 'Playground',
    settings: 'Settings',
    open: 'Open the menu',
    fold: 'Fold the sidebar',
    unfold: 'Unfold the sidebar',
  },
  live: {
    live: 'Live',
    reconnecting: 'Reconnecting',
    polling: 'Polling',
    liveHint: 'Changes appear at once',
    reconnectingHint: 'The connection was lost; trying again',
    pollingHint: 'No live connection; asking every few seconds',
  },
  language: 'Language',
  theme: { label: 'Theme', light: 'Light', dark: 'Dark', system: 'System' },
  user: { menu: 'Account', tokens: 'API tokens', appearance: 'Appearance', docs: 'API documentation' },
  demo: {
    text: 'Demo mode: only this computer can reach it.',
    account: 'Account',
  },
  unreachable: 'Can’t reach the server, retrying…',
  backAgain: 'The server is back',
  notFound: {
    title: 'There is nothing here',
    text: 'The address {{path}} does not exist.',
    home: 'Back to the dashboard',
  },
  crash: {
    title: 'This page ran into a problem',
    text: 'Your data and running trainings are not affected.',
    reload: 'Reload',
  },
};
