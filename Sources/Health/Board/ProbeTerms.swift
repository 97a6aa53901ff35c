/// The settings of a server with their probe, to which its state and the use of the probe refer.
final class ProbeTerms<Settings: ProbeSettings>: Sendable {
    let settings: Settings
    /// The probe of the settings.
    let probe: Probe

    /// Creates the terms of a server; nil: it is not probed.
    ///
    /// - Parameter sibling: terms of another server, whose equal parts these refer to.
    init?(_ settings: Settings, sharing sibling: ProbeTerms?) {
        guard let probe = settings.probe else { return nil }
        var settings = settings
        if let sibling {
            settings.share(with: sibling.settings)
            self.probe = probe.sharing(sibling.probe)
        } else {
            self.probe = probe
        }
        self.settings = settings
    }
}
