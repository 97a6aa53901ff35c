import ArgumentParser

/// `ballast user`.
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Manage the accounts and tokens of the web pages and the API.",
        discussion: """
            An account is for a person and has a password; a token is for a program and expires. \
            Each has a group: report (read), maint (also drain, online, offline, weight) or conf \
            (everything). There is no account and no password until one is added.

            The commands need no running controller. A running one follows at once: a removed \
            account, or one with another password, is signed out. Each change is in the audit log.

            Exit status: 0 done; 1 nothing was changed.
            """,
        subcommands: [
            AddUser.self, ListUsers.self, ChangeUser.self, SetPassword.self, RemoveUser.self,
            AddToken.self, ListTokens.self, RevokeToken.self,
        ])
}
