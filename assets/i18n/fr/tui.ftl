# Le terminal sous le navigateur.
tui-stays-closed = il reste fermé : aucune phrase secrète n’a été donnée
tui-asks-again = Rechargez la liste : elle sera redemandée.
tui-no-terminal = le navigateur ne peut pas l’utiliser ({ $error })
tui-no-terminal-hint = Il lui faut un terminal interactif ; dans un script, utilisez les commandes, voir `guichet --help`.
tui-report = Merci de le signaler ; le reste du navigateur continue.
tui-mistake = une erreur du programme ({ $said })
tui-mistake-unsaid = une erreur du programme (sans message)
tui-title = { $count } ↓ guichet
tui-title-at = { $count } ↓ { $percent } % guichet
