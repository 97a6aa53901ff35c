import Model

extension Status {
    /// Adds the certificates, and their problems to the health.
    mutating func show(_ deployment: Deployment) {
        if !deployment.statuses.isEmpty { certificates = deployment.statuses }
        health.reasons += deployment.complaints.map { "certificate \($0.certificate): \($0.text)" }
        health.reasons += deployment.statuses.filter { $0.expiry == .over }
            .map { "certificate \($0.name): \($0.ending)" }
    }
}
