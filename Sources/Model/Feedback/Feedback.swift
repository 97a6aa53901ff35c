import Addresses

/// The feedback settings of a service, or of one of its servers, in the document.
///
/// A nil property has the value of the service (for a server), or the default that it names.
public struct Feedback: Sendable, Hashable {
    /// The method; default `agent`.
    public var method: Method?
    /// The address of the agent; default: the server's.
    public var address: IPAddress?
    /// The port of the agent; default 3333.
    public var port: UInt16?
    /// The path of the request of `http`; default `/`.
    public var path: String?
    /// The source address; default: chosen by the kernel.
    public var source: IPAddress?
    /// Time between two requests.
    ///
    /// **Range:** 100 ms...1 h, default 2 s.
    public var interval: Duration?
    /// Maximum duration of a request.
    ///
    /// **Range:** 10 ms...1 min, default 1 s, or the interval if that is shorter.
    public var timeout: Duration?
    /// Share of the previous average in the new one.
    ///
    /// **Unit and range:** percent, 0...95, default 50; 0: readings are not smoothed.
    public var smoothing: Int?
    /// The smallest change of the average that changes the weight.
    ///
    /// **Unit and range:** points of 100, 0...50, default 3.
    public var minimumStep: Int?
    /// The largest change per reading of the value that sets the weight.
    ///
    /// **Unit and range:** points of 100, 1...100, default 25.
    public var maximumStep: Int?
    /// Consecutive failed requests for which the last reading stays valid.
    ///
    /// **Range:** 0...1000, default 3.
    public var hold: Int?

    /// The method by which the load is read.
    public enum Method: String, Sendable, Hashable, Codable, CaseIterable {
        /// A connection on which the agent sends one line.
        case agent
        /// An HTTP request.
        case http
        /// No feedback.
        case none
    }

    /// Creates settings with only a method.
    public init(_ method: Method? = nil) {
        self.method = method
    }

    /// Returns these settings, with missing ones from the base: a server's settings with its
    /// service's.
    public func completed(by base: Feedback) -> Feedback {
        var feedback = Feedback(method ?? base.method)
        feedback.address = address ?? base.address
        feedback.port = port ?? base.port
        feedback.path = path ?? base.path
        feedback.source = source ?? base.source
        feedback.interval = interval ?? base.interval
        feedback.timeout = timeout ?? base.timeout
        feedback.smoothing = smoothing ?? base.smoothing
        feedback.minimumStep = minimumStep ?? base.minimumStep
        feedback.maximumStep = maximumStep ?? base.maximumStep
        feedback.hold = hold ?? base.hold
        return feedback
    }

    /// The default port of agents.
    public static let usualPort: UInt16 = 3333
    /// The default time between two requests.
    public static let usualInterval = Duration.seconds(2)
}
