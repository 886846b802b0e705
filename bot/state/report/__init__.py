"""state/reports/meta_report.json: everything that was judged, each number with its n."""
