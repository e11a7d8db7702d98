/** Our palette as antd tokens. Knows no component and no page. */
import { theme, type ThemeConfig } from 'antd';
import type { Density } from './appearance';
import { PALETTES, type ThemeName } from './palette';

export const FONT =
  'Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", sans-serif';
export const MONOSPACE = 'ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace';

export function antdTheme(name: ThemeName, density: Density): ThemeConfig {
  const palette = PALETTES[name];
  const base = name === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm;
  return {
    algorithm: density === 'compact' ? [base, theme.compactAlgorithm] : base,
    token: {
      fontFamily: FONT,
      fontFamilyCode: MONOSPACE,
      borderRadius: 8,
      borderRadiusLG: 12,
      colorPrimary: palette.primary,
      colorInfo: palette.primary,
      colorLink: palette.link,
      colorSuccess: palette.success,
      colorWarning: palette.warning,
      colorError: palette.error,
      colorSuccessBg: palette.successSoft,
      colorSuccessBorder: palette.successBorder,
      colorWarningBg: palette.warningSoft,
      colorWarningBorder: palette.warningBorder,
      colorErrorBg: palette.errorSoft,
      colorErrorBorder: palette.errorBorder,
      colorInfoBg: palette.primarySoft,
      colorInfoBorder: palette.infoBorder,
      colorBgLayout: palette.page,
      colorBgContainer: palette.surface,
      colorBgElevated: name === 'dark' ? palette.sunken : palette.surface,
      colorBorder: palette.borderStrong,
      colorBorderSecondary: palette.border,
      colorText: palette.text,
      colorTextSecondary: palette.textSecondary,
      colorTextTertiary: palette.textTertiary,
      colorTextDescription: palette.textTertiary,
      colorTextPlaceholder: name === 'dark' ? '#9a9a9a' : '#6b6b6b',
      colorTextDisabled: palette.textDisabled,
      wireframe: false,
      ...(density === 'standard' ? { controlHeight: 36 } : {}),
    },
    components: {
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', fontWeight: 500 },
      Table: {
        headerBg: 'transparent',
        headerColor: palette.textTertiary,
        headerSplitColor: 'transparent',
        rowHoverBg: palette.sunken,
        cellPaddingBlock: 14,
      },
      Segmented: {
        trackBg: palette.neutralSoft,
        itemSelectedBg: name === 'dark' ? palette.borderStrong : palette.surface,
      },
      Progress: { defaultColor: palette.primary, remainingColor: palette.neutralSoft },
      Tooltip: { colorBgSpotlight: name === 'dark' ? '#333b48' : '#1f2735' },
    },
  };
}
