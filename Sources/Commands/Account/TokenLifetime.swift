import ArgumentParser
import Model

/// The validity of a token on the command line: `12h`, `90d`.
struct TokenLifetime: ExpressibleByArgument {
    let duration: Duration
    let defaultValueDescription: String

    static let usual = TokenLifetime(DurationText(90, .days))

    private init(_ text: DurationText) {
        duration = text.duration
        defaultValueDescription = "\(text)"
    }

    init?(argument: String) {
        guard let text = DurationText(Array(argument.utf8)[...]) else { return nil }
        self.init(text)
    }
}
