/** Texts of sign-in and first run. */
import type { Catalogue } from '../catalogue';

export const auth: Catalogue['auth'] = {
  signIn: '登录',
  signOut: '退出登录',
  signInTitle: '登录 EasyTune',
  username: '用户名',
  password: '密码',
  usernameRequired: '请输入用户名',
  passwordRequired: '请输入密码',
  capsLock: '大写锁定已打开',
  wait: '登录失败次数过多，请 {{seconds}} 秒后再试',
  waitButton: '请等待 {{seconds}} 秒',
  demoHint: '演示账号',
  demoFill: '填入',
  setup: {
    title: '欢迎使用 EasyTune',
    lead: '创建所有者账号，只需半分钟。',
    noTokenTitle: '设置链接在服务器的控制台上',
    noTokenText: '为了安全，只能通过服务器启动时打印的一次性链接创建所有者：',
    noTokenAge: '链接 30 分钟内有效；重启服务器会打印新的链接。',
    example: '打开此链接以创建所有者：',
    passwordAgain: '再次输入密码',
    mismatch: '两次输入的密码不一致',
    passwordShort: '至少 8 个字符',
    strength: { label: '强度', weak: '弱', fair: '一般', good: '良好', strong: '强' },
    language: '语言',
    create: '创建账号',
    done: '所有者账号已经创建。',
  },
  points: {
    data: { title: '数据不离开本机', text: '上传 CSV 或 JSON 文件即可，内容不会外传。' },
    train: { title: '只有 CPU 也够用', text: '小模型几分钟就能学完几千条样本。' },
    safe: { title: '不怕中断', text: '崩溃或重启之后，训练从断点逐位恢复。' },
  },
};
