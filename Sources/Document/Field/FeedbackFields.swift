import Model

/// The keys of a service's or a server's `feedback` when it is a mapping.
enum FeedbackFields: Int, ObjectFields {
    case method, address, port, path, source, interval, timeout, smoothing, minimumStep
    case maximumStep, hold

    static let table = ObjectTable(
        "feedback section", of: Self.self,
        "Reads the load of the servers and sets their weights accordingly. A server that is i % "
            + "idle gets i/10 times its weight, at least 1.")

    /// The words of `method`.
    static let methods = Feedback.Method.allCases.map(\.rawValue)

    var field: Field {
        switch self {
        case .method:
            Field(
                .word(Self.methods), default: "agent",
                "How the load is read. agent: a TCP connection on which the server's agent sends "
                    + "one line: a number of 0...100, or the keywords of HAProxy's agent-check. "
                    + "http: a page with the same content. none: not at all.")
        case .address:
            Field(.address, "Address of the agent. Default: the server's. Only for a server.")
        case .port: Field(.integer(1...65535), default: 3333, "Port of the agent.")
        case .path:
            Field(
                .text(1...1024), default: "/",
                "Path of the HTTP request. Only with http.")
        case .source:
            Field(.address, "Source address of the request. Default: chosen by the kernel.")
        case .interval:
            Field(
                .duration(.any(DurationText(100, .milliseconds)...DurationText(1, .hours))),
                default: "2s", "Time between two requests.")
        case .timeout:
            Field(
                .duration(.any(DurationText(10, .milliseconds)...DurationText(1, .minutes))),
                "Maximum duration of a request. Default: 1s, or the interval if that is shorter.")
        case .smoothing:
            Field(
                .percent(0...95), default: "50%",
                "Share of the previous average in the new one. 0%: readings are not smoothed.")
        case .minimumStep:
            Field(
                .percent(0...50), default: "3%",
                "Smallest change of the average that changes the weight.")
        case .maximumStep:
            Field(
                .percent(1...100), default: "25%",
                "Largest change per reading of the value that sets the weight.")
        case .hold:
            Field(
                .integer(0...1000), default: 3,
                "Consecutive failed requests for which the last reading stays valid. After that "
                    + "the server counts as idle as the median of its siblings.")
        }
    }
}
