/** Everything that the page needs to speak zh; loaded only when it is shown. */
import antd from 'antd/es/locale/zh_CN';
import 'dayjs/locale/zh-cn';
import { texts } from './texts';

export { antd };
export default texts;
