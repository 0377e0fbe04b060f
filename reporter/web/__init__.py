"""The shell: application, errors, headers, navigation, schedule, commands."""
