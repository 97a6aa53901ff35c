import Model

/// The keys of a service's or a server's `feedback` when it is a mapping.
enum FeedbackFields: Int, ObjectFields {
    case method, address, port, path, source, interval, timeout, smoothing, minimumStep
    case maximumStep, hold

    static let table = ObjectTable(
        "feedback section", of: Self.self,
        "How servers are asked how busy they are. A server that is i % idle gets i/10 times its "
            + "weight, at least 1.")

    /// The words of `method`.
    static let methods = Feedback.Method.allCases.map(\.rawValue)

    var field: Field {
        switch self {
        case .method:
            Field(
                .word(Self.methods), default: "agent",
                "How. agent: a connection, on which the server says one line: a number of 0...100 "
                    + "or the words of HAProxy's agents. http: a page with the same. none: not.")
        case .address:
            Field(.address, "Whom to ask. Default: the server itself. Of a server only.")
        case .port: Field(.integer(1...65535), default: 3333, "Where it is asked.")
        case .path: Field(.text(1...1024), default: "/", "What is asked for. With http only.")
        case .source:
            Field(.address, "Address that the question comes from. Default: the kernel's choice.")
        case .interval:
            Field(
                .duration(.any(DurationText(100, .milliseconds)...DurationText(1, .hours))),
                default: "2s", "Time between two questions.")
        case .timeout:
            Field(
                .duration(.any(DurationText(10, .milliseconds)...DurationText(1, .minutes))),
                "How long an answer may take. Default: 1s, or the interval where that is shorter.")
        default: dampingField
        }
    }

    private var dampingField: Field {
        switch self {
        case .smoothing:
            Field(
                .percent(0...95), default: "50%",
                "How much of the average stays when an answer comes in. 0%: each counts alone.")
        case .minimumStep:
            Field(
                .percent(0...50), default: "3%",
                "Changes of the average that are smaller do not change the weight.")
        case .maximumStep:
            Field(
                .percent(1...100), default: "25%",
                "The weight follows the average by no more than this with each answer.")
        default:
            Field(
                .integer(0...1000), default: 3,
                "Polls in a row without an answer for which the last one holds. Then the server "
                    + "counts as idle as its siblings do.")
        }
    }
}

/// The keys of a proxy's or a proxy server's `feedback` when it is a mapping.
enum ProxyFeedbackFields: Int, ObjectFields {
    case method, address, port, interval

    static let table = ObjectTable(
        "proxy feedback section", of: Self.self,
        "How HAProxy asks servers how busy they are. The answer needs a percent sign: 92%.")

    /// The words of `method`.
    static let methods = ["agent", "none"]

    var field: Field {
        switch self {
        case .method:
            Field(
                .word(Self.methods), default: "agent",
                "How. agent: by a connection to the server's agent. none: not.")
        case .address:
            Field(.address, "Whom to ask. Default: the server itself. Of a server only.")
        case .port: Field(.integer(1...65535), default: 3333, "Where it is asked.")
        case .interval:
            Field(
                .duration(.any(DurationText(100, .milliseconds)...DurationText(1, .hours))),
                default: "2s", "Time between two questions, and how long an answer may take.")
        }
    }
}
