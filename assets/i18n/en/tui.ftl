# The terminal under the browser.
tui-stays-closed = it stays closed: no passphrase was given
tui-asks-again = Load the list again to be asked again.
tui-no-terminal = the browser cannot use it ({ $error })
tui-no-terminal-hint = It needs an interactive terminal; in scripts use the commands, see `guichet --help`.
tui-report = Please report it; the rest of the browser goes on.
tui-mistake = a mistake in the program ({ $said })
tui-mistake-unsaid = a mistake in the program (no message)
tui-title = { $count } ↓ guichet
tui-title-at = { $count } ↓ { $percent }% guichet
