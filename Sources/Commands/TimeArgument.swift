import ArgumentParser
import Model

/// A time on the command line: `60s`, `5m`.
struct TimeArgument: ExpressibleByArgument {
    let duration: Duration

    init?(argument: String) {
        guard let text = DurationText(Array(argument.utf8)[...]),
            (1000...86_400_000).contains(text.milliseconds)
        else { return nil }
        duration = text.duration
    }
}
