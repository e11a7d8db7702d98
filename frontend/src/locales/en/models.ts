/** Texts of the models pages. */
export const models = {
  title: 'models',
};
