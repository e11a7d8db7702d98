/** Texts of the playground pages. */
export const playground = {
  title: 'Playground',
};
