import Admin
import ArgumentParser
import Files

/// `ballast user tokens`.
struct ListTokens: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokens",
        abstract: "List the tokens, without their secrets.",
        discussion: "Exit status: 0 listed; 1 they can't be read.")

    @OptionGroup var accounts: AccountOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let answer = TokensAnswer(try accounts.book().tokens, at: wallClock())
        try View(answer, lines: { answer.lines(Layout.output()) }).print(json: output.json)
    }
}
