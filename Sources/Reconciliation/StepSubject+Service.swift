import Model

extension StepSubject {
    /// The service that the object is, or is part of; nil: neither.
    public var service: ServiceKey? {
        switch self {
        case .service(let key), .server(_, let key): key
        case .sysctl, .setting, .timeouts, .address: nil
        }
    }
}
