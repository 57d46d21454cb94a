// Before the first paint: the theme that the address asks for, else the reader's choice, else the system's (src/app/theme.ts).
;(function () {
  var theme = new URLSearchParams(location.search).get('uiTheme')
  if (theme !== 'light' && theme !== 'dark') {
    try {
      theme = JSON.parse(localStorage.getItem('lacuna.preferences') || '{}').theme
    } catch (_) {
      theme = null
    }
  }
  if (theme !== 'light' && theme !== 'dark')
    theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  document.documentElement.dataset.theme = theme
})()
