/// The outcome of one step.
public struct Outcome: Sendable, Hashable {
    /// The step.
    public var step: Step
    /// The result of the step.
    public var result: Result

    /// The result of a step.
    public enum Result: Sendable, Hashable {
        /// The host has changed.
        case done
        /// The host was already in the desired state.
        case alreadySo
        /// The host refused the step.
        indirect case failed(HostFailure)
        /// Not tried, because a step that it depends on failed.
        case skipped(because: String)
    }

    /// Creates an outcome.
    public init(step: Step, result: Result) {
        self.step = step
        self.result = result
    }

    /// Whether the host is in the state that the step should reach.
    public var succeeded: Bool {
        switch result {
        case .done, .alreadySo: true
        case .failed, .skipped: false
        }
    }
}

/// A refusal of the environment: kernel, file system or another program.
public struct HostFailure: Error, Sendable, Hashable, Codable {
    /// The operation: "add 10.0.0.7:80 to tcp 10.0.0.1:80".
    public var operation: String
    /// The reason: "no such service".
    public var reason: String
    /// The error's name: "ENOENT"; nil: none.
    public var errno: String?
    /// The kernel's text beside the number (extended acknowledgement); nil: none.
    public var kernelText: String?
    /// The operator's remedy; nil: none is known.
    public var remedy: String?

    /// Creates a failure of this operation.
    public init(
        operation: String, reason: String, errno: String? = nil, kernelText: String? = nil,
        remedy: String? = nil
    ) {
        self.operation = operation
        self.reason = reason
        self.errno = errno
        self.kernelText = kernelText
        self.remedy = remedy
    }
}

extension HostFailure: CustomStringConvertible {
    /// "cannot add 10.0.0.7:80 to tcp 10.0.0.1:80: no such service (ENOENT)".
    public var description: String {
        var text = "cannot \(operation): \(reason)"
        if let errno { text += " (\(errno))" }
        if let kernelText { text += ": \(kernelText)" }
        if let remedy { text += "; \(remedy)" }
        return text
    }
}
