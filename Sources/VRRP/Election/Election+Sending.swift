/// The moments at which packets were sent.
extension Election {
    /// Notes the moment at which the last advertisement was sent, if the actions before it took
    /// long.
    ///
    /// The peers wait from that moment on.
    public mutating func noteAdvertisement(sentAt moment: Moment) {
        guard role == .active, let last = advertisedAt else { return }
        advertisedAt = max(last, moment + shift)
    }
}
