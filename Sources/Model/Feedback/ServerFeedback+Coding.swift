import Addresses

extension ServerFeedback: Codable {
    private enum CodingKeys: CodingKey {
        case method, endpoint, path, source, interval, timeout, smoothing, minimumStep
        case maximumStep, hold
    }

    /// Decodes durations from milliseconds.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        method = try values.decode(Feedback.Method.self, forKey: .method)
        endpoint = try values.decode(Endpoint.self, forKey: .endpoint)
        path = try values.decode(String.self, forKey: .path)
        source = try values.decodeIfPresent(IPAddress.self, forKey: .source)
        interval = .milliseconds(try values.decode(Int.self, forKey: .interval))
        timeout = .milliseconds(try values.decode(Int.self, forKey: .timeout))
        smoothing = try values.decode(Int.self, forKey: .smoothing)
        minimumStep = try values.decode(Int.self, forKey: .minimumStep)
        maximumStep = try values.decode(Int.self, forKey: .maximumStep)
        hold = try values.decode(Int.self, forKey: .hold)
    }

    /// Encodes durations in milliseconds.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(method, forKey: .method)
        try values.encode(endpoint, forKey: .endpoint)
        try values.encode(path, forKey: .path)
        try values.encodeIfPresent(source, forKey: .source)
        try values.encode(Int(interval / .milliseconds(1)), forKey: .interval)
        try values.encode(Int(timeout / .milliseconds(1)), forKey: .timeout)
        try values.encode(smoothing, forKey: .smoothing)
        try values.encode(minimumStep, forKey: .minimumStep)
        try values.encode(maximumStep, forKey: .maximumStep)
        try values.encode(hold, forKey: .hold)
    }

    /// The form of the settings.
    public static let shape = RecordShape(
        "feedbackSettings", "How the load of a server is read.",
        [
            .required("method", .words(of: Feedback.Method.self), "The method."),
            .required("endpoint", .endpoint, "The address and port of the agent."),
            .required("path", .text, "The path of a request over HTTP."),
            .optional("source", .address, "The source address; absent: the kernel chooses."),
            .required("interval", .count, "Time between two requests, in milliseconds."),
            .required("timeout", .count, "Most time of a request, in milliseconds."),
            .required(
                "smoothing", .count, "Share of the former average in the new one, in percent."),
            .required("minimumStep", .count, "The smallest change that counts, in percent."),
            .required("maximumStep", .count, "The largest change for an answer, in percent."),
            .required(
                "hold", .count, "Failed requests in a row for which the last answer stays valid."),
        ])
}
