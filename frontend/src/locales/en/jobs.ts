/** Texts of the jobs pages. */
export const jobs = {
  title: 'Training jobs',
};
