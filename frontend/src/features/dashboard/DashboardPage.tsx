/** Dashboard. */
export function DashboardPage() {
  return null;
}
