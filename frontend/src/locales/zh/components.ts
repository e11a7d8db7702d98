/** Texts of the shared components. */
import type { Catalogue } from '../catalogue';

export const components: Catalogue['components'] = {
  error: {
    title: '内容加载失败',
    details: '技术细节',
    requestId: '请求编号',
    notAllowed: '需要所有者权限',
  },
  confirmDelete: {
    title: '确定删除“{{name}}”？',
    lost: '此操作无法撤销。',
    type: '请输入 {{name}} 以确认',
  },
  pull: {
    take: '获取',
    again: '重试',
    open: '打开',
    none: '这里暂时没有可获取的内容',
    pause: '暂停',
    resume: '继续',
    discard: '丢弃',
    kept: '已有 {{done}}，共 {{total}}',
  },
  copyFailed: '复制失败，请手动选择文本复制',
  progressOf: '{{name}}的进度',
  rows: '行',
  loss: '损失 {{loss}}',
  jobState: '{{name}}：{{state}}',
  pager: '第 {{from}}–{{to}} 条，共 {{total}} 条',
};
