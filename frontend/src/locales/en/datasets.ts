/** Texts of the datasets pages. */
export const datasets = {
  title: 'datasets',
};
