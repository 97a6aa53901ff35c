"""The pages in Chromium: each case is a function; `run` starts this."""

import argparse
import os
import subprocess
import sys
import traceback

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from site_of_pages import Site

PASSWORD = "correct horse battery"
# Each page with its name, for accessibility and screenshots.
PAGES = {
    "overview": "/",
    "overview-find": "/?find=wiki",
    "service": "/services/wiki",
    "server": "/services/shop/servers/app1",
    "server-down": "/services/search/servers/search1",
    "events": "/events",
    "events-checks": "/events?kind=checks",
    "certificates": "/certificates",
    "firewall": "/firewall?from=198.51.100.7&to=127.0.0.1:80&protocol=tcp",
    "history": "/history",
    "version": "/history/1",
    "audit": "/audit",
    "account": "/account",
    "not-found": "/services/none",
}


class Suite:
    """One browser, one controller."""

    def __init__(self, site, browser):
        self.site = site
        self.browser = browser
        self.context = self.new_context()
        self.page = self.context.new_page()

    def new_context(self, **options):
        options.setdefault("viewport", {"width": 1280, "height": 900})
        context = self.browser.new_context(
            base_url=self.site.address, ignore_https_errors=True, **options)
        context.set_default_timeout(15_000)
        return context

    def sign_in(self, page, name):
        page.goto("/sign-in")
        page.fill("#name", name)
        page.fill("#password", PASSWORD)
        page.click("main button")
        page.wait_for_url("**/")

    # The cases, in their order.

    def the_setup_link_makes_the_first_account(self):
        page = self.page
        page.goto(self.site.setup_link())
        page.fill("#name", "anna")
        page.fill("#new", PASSWORD)
        page.fill("#again", PASSWORD)
        page.click("main button")
        page.wait_for_url("**/")
        assert page.locator(".user a").inner_text() == "anna"
        self.site.add_account("mia", "maint", PASSWORD)
        self.site.add_account("rob", "report", PASSWORD)
        cookies = {cookie["name"]: cookie for cookie in self.context.cookies()}
        session = cookies["__Host-ballast"]
        assert session["secure"] and session["httpOnly"] and session["sameSite"] == "Strict"
        assert page.evaluate("document.cookie") == ""

    def the_overview_has_problems_first(self):
        page = self.page
        page.goto("/")
        page.wait_for_function(
            "document.querySelector('.services tbody tr')?.dataset.state === 'bad'")
        page.goto("/")
        names = page.locator(".services tbody th").all_inner_texts()
        assert names == ["search", "wiki", "shop", "mail"], names
        assert page.locator(".strip").get_attribute("data-state") == "bad"

    def a_drain_by_hand_is_in_the_document_and_is_seen(self):
        page = self.page
        other = self.context.new_page()
        other.goto("/services/shop")
        page.goto("/services/shop/servers/app1")
        page.fill("#why", "ticket 4711")
        page.press("#why", "Enter")
        assert "drain" not in self.site.text()
        page.click("button:text-is('Drain')")
        page.wait_for_url("**/app1?done=drain")
        assert "drains the server" in page.locator(".notice").inner_text()
        assert "weight: 7, state: drain}  # the old one" in self.site.text()
        # The other page changes in place, without a reload.
        row = other.locator("tr", has_text="app1")
        row.locator("b", has_text="drain").wait_for()
        assert row.get_attribute("data-state") == "off"
        page.goto("/services/shop")
        page.click("button:has-text('Online')")
        page.wait_for_url("**/shop?done=online")
        assert "state: drain" not in self.site.text()
        other.close()

    def a_weight_is_changed_and_a_wrong_one_refused(self):
        page = self.page
        page.goto("/services/shop/servers/app2")
        page.fill("#weight", "9")
        page.click("button:text-is('Set the weight')")
        page.wait_for_url("**/app2?done=weight")
        assert "weight: 9" in self.site.text()
        page.goto("/services/shop/servers/app2")
        page.fill("#weight", "999")
        assert not page.locator("#weight").evaluate("field => field.checkValidity()")
        page.locator("#weight").evaluate("field => field.removeAttribute('max')")
        page.click("button:text-is('Set the weight')")
        page.wait_for_selector(".problem")
        assert page.locator("#weight").count() == 1
        assert "weight: 999" not in self.site.text()

    def eight_pages_load_because_hidden_ones_have_no_stream(self):
        pages = []
        for _ in range(8):
            page = self.context.new_page()
            page.goto("/services/shop", timeout=10000)
            page.evaluate(
                "Object.defineProperty(document, 'hidden', {value: true, configurable: true});"
                "document.dispatchEvent(new Event('visibilitychange'))")
            pages.append(page)
        for page in pages:
            page.close()

    def groups_see_their_own_forms_alone(self):
        for name, count in [("rob", 0), ("mia", 1)]:
            context = self.new_context()
            page = context.new_page()
            self.sign_in(page, name)
            page.goto("/services/shop/servers/app1")
            assert page.locator("button:text-is('Offline')").count() == count, name
            context.close()

    def the_find_key_finds(self):
        page = self.page
        page.goto("/")
        page.keyboard.press("/")
        page.keyboard.type("wiki")
        page.keyboard.press("Enter")
        page.wait_for_url("**/?find=wiki")
        assert page.locator(".services tbody tr").count() == 1

    def no_page_breaks_the_policy_or_needs_a_script(self):
        errors = []
        page = self.context.new_page()
        page.on("console", lambda message: errors.append(message.text)
                if message.type == "error" and "404" not in message.text else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        for path in PAGES.values():
            page.goto(path)
            page.wait_for_timeout(200)
        assert not errors, errors
        page.close()
        context = self.new_context(java_script_enabled=False)
        page = context.new_page()
        self.sign_in(page, "mia")
        page.goto("/services/shop/servers/app1")
        page.click("button:text-is('Drain')")
        page.wait_for_selector(".notice")
        page.click("button:text-is('Online')")
        page.wait_for_selector(".notice")
        context.close()

    def a_text_browser_shows_the_services(self):
        text = subprocess.run(
            ["w3m", "-dump", "-T", "text/html", "-cols", "160"], check=True, text=True,
            input=self.context.request.get("/").text(), capture_output=True).stdout
        assert "DEGRADED 3 of 4 services serve" in text, text
        line = next(line for line in text.splitlines() if "search" in line and "0/1" in line)
        assert line.startswith("!") and "down" in line, text

    def no_page_is_wider_than_a_telephone(self):
        context = self.new_context(viewport={"width": 360, "height": 740})
        page = context.new_page()
        self.sign_in(page, "anna")
        for name, path in PAGES.items():
            page.goto(path)
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= 360, f"{name}: {width}"
        context.close()

    def axe_finds_no_serious_fault(self):
        found = []
        for scheme in ["light", "dark"]:
            context = self.new_context(color_scheme=scheme)
            page = context.new_page()
            page.goto("/sign-in")
            found += self.faults(page, f"sign-in, {scheme}")
            self.sign_in(page, "anna")
            for name, path in PAGES.items():
                page.goto(path)
                found += self.faults(page, f"{name}, {scheme}")
            context.close()
        assert not found, "\n".join(found)

    @staticmethod
    def faults(page, name):
        # The script of axe is put into the page by the browser itself, beside the policy.
        results = Axe().run(page)
        return [
            f"{name}: {fault['id']}: {fault['help']}: {fault['nodes'][0]['html'][:200]}"
            for fault in results.response["violations"]
            if fault["impact"] in ("serious", "critical")]

    CASES = [
        the_setup_link_makes_the_first_account, the_overview_has_problems_first,
        a_drain_by_hand_is_in_the_document_and_is_seen,
        a_weight_is_changed_and_a_wrong_one_refused,
        eight_pages_load_because_hidden_ones_have_no_stream, groups_see_their_own_forms_alone,
        the_find_key_finds, no_page_breaks_the_policy_or_needs_a_script,
        a_text_browser_shows_the_services, no_page_is_wider_than_a_telephone,
        axe_finds_no_serious_fault,
    ]

    def screenshots(self, folder):
        os.makedirs(folder, exist_ok=True)
        for scheme in ["light", "dark"]:
            for width in [1280, 360]:
                context = self.new_context(
                    color_scheme=scheme, viewport={"width": width, "height": 740})
                page = context.new_page()
                page.goto("/sign-in")
                page.screenshot(
                    path=f"{folder}/sign-in-{scheme}-{width}.png", full_page=True)
                self.sign_in(page, "anna")
                for name, path in PAGES.items():
                    page.goto(path)
                    page.wait_for_timeout(300)
                    page.screenshot(
                        path=f"{folder}/{name}-{scheme}-{width}.png", full_page=True)
                context.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--screenshots")
    parser.add_argument("--program", default=".build/debug/ballast")
    options = parser.parse_args()
    passed, failed = 0, 0
    site = Site(options.program)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            suite = Suite(site, browser)
            for case in Suite.CASES:
                name = case.__name__.replace("_", " ")
                try:
                    case(suite)
                    passed += 1
                    print(f"passed: {name}", flush=True)
                except Exception:
                    failed += 1
                    print(f"failed: {name}\n{traceback.format_exc()}", flush=True)
            if options.screenshots:
                suite.screenshots(options.screenshots)
            browser.close()
    finally:
        site.close()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
