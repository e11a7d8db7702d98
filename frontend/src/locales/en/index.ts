/** Everything that the page needs to speak en; loaded only when it is shown. */
import antd from 'antd/es/locale/en_US';

import { texts } from './texts';

export { antd };
export default texts;
